/**
 * Webhook deliveries: {@link io.trueup.listener.hooks.HookEndpoint} takes them, checks that they
 * are genuine, and has them recorded before it acknowledges them (P1). A delivery is a poke and
 * never the truth: what its payload says only decides whether it matters. Knows no git and moves
 * nothing itself.
 */
@NullMarked
package io.trueup.listener.hooks;

import org.jspecify.annotations.NullMarked;
