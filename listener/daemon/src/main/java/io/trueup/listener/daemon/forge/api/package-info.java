/**
 * Calls to the APIs of forges. {@link io.trueup.listener.daemon.forge.api.ForgeClient} makes each
 * {@link io.trueup.listener.daemon.forge.api.ForgeCall} within limits of time, size and rate; it
 * knows no forge's routes.
 */
@NullMarked
package io.trueup.listener.daemon.forge.api;

import org.jspecify.annotations.NullMarked;
