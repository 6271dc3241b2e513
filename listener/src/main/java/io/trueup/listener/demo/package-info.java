/**
 * A story that a new user can watch: a real git server, a real daemon, a real Postgres, on loopback
 * and in a folder that is removed afterwards. Entry point: {@link io.trueup.listener.demo.Demo}.
 */
@NullMarked
package io.trueup.listener.demo;

import org.jspecify.annotations.NullMarked;
