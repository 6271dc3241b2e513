/**
 * A demo for new users with a real git server, a real daemon and a real Postgres, on loopback and
 * in a folder that is removed afterwards. Entry point: {@link io.trueup.listener.lab.demo.Demo}.
 */
@NullMarked
package io.trueup.listener.lab.demo;

import org.jspecify.annotations.NullMarked;
