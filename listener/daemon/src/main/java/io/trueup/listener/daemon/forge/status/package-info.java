/**
 * Tells forges what becomes of merges: a status on the merged commit, and for each platform how far
 * it is. {@link io.trueup.listener.daemon.forge.status.StatusPlanner} decides what to tell and is
 * pure, {@link io.trueup.listener.daemon.forge.status.ForgeForm} says how a forge wants to hear it,
 * {@link io.trueup.listener.daemon.forge.status.StatusSender} calls, and {@link
 * io.trueup.listener.daemon.forge.status.SourceStatuses} runs one relay for each source.
 */
@NullMarked
package io.trueup.listener.daemon.forge.status;

import org.jspecify.annotations.NullMarked;
