/**
 * Sends events to the webhooks of subscriptions. Entry point: {@link
 * io.trueup.listener.daemon.subscription.SubscriptionRelays}. Where a webhook may be is decided by
 * {@link io.trueup.listener.daemon.subscription.AddressRules}, at each connection.
 */
@NullMarked
package io.trueup.listener.daemon.subscription;

import org.jspecify.annotations.NullMarked;
