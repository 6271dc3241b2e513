package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.subscription.SubscriptionRelays;
import io.trueup.listener.engine.event.EventFeed;

/** What happens, and who hears of it. */
public record EventAccess(EventFeed feed, SubscriptionRelays subscriptions) {}
