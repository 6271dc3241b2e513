/**
 * Forges: for each kind one {@link io.trueup.listener.daemon.forge.ForgeReader} that knows how its
 * webhooks prove that they are genuine and what their payloads say. Pure; knows no server, no store
 * and no source, and uses a payload for nothing but the refs and the repository that it names.
 */
@NullMarked
package io.trueup.listener.daemon.forge;

import org.jspecify.annotations.NullMarked;
