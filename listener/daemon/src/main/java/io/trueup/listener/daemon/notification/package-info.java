/**
 * Tells people by chat and e-mail what happened, one message for all of a digest. Entry point:
 * {@link io.trueup.listener.daemon.notification.NotificationRelays}. What a message says is decided
 * by {@link io.trueup.listener.daemon.notification.Digest}, which sends nothing. Knows no
 * configuration.
 */
@NullMarked
package io.trueup.listener.daemon.notification;

import org.jspecify.annotations.NullMarked;
