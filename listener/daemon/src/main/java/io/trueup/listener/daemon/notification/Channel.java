package io.trueup.listener.daemon.notification;

import io.trueup.listener.daemon.subscription.WebhookVerdict;

/** A way to people. */
interface Channel {

  /** Sends a message; blocks. What it returns has no secret. */
  WebhookVerdict send(Message message);
}
