/**
 * Webhook deliveries: {@link io.trueup.listener.daemon.hooks.HookEndpoint} receives them, checks
 * that they are genuine, and records them before it acknowledges them (P1). A delivery is a poke
 * and never the truth: its payload only decides whether it matters. Knows no git and moves nothing
 * itself.
 */
@NullMarked
package io.trueup.listener.daemon.hooks;

import org.jspecify.annotations.NullMarked;
