/**
 * What calls of other servers have in common: how long they ask to wait, and what is wrong with
 * their certificates. Calls nothing.
 */
@NullMarked
package io.trueup.listener.daemon.remote;

import org.jspecify.annotations.NullMarked;
