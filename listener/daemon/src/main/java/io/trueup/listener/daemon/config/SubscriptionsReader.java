package io.trueup.listener.daemon.config;

import static io.trueup.model.document.shape.ValueShape.Field.optional;

import io.trueup.listener.daemon.subscription.AddressRules;
import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.Form;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import java.util.List;

/** Reads where the webhooks of subscriptions may be. */
final class SubscriptionsReader {

  static final Structure SHAPE =
      new Structure(
          "Subscriptions",
          "The webhooks that get [events](events.md#webhooks).",
          List.of(
              optional(
                      "allow",
                      new ListOf(
                          new Text(
                              Form.matching(
                                  "configuration.address",
                                  "a host name, an address, or a range such as 10.0.0.0/8",
                                  "[A-Za-z0-9.:/-]{1,253}",
                                  "Write such as hooks.acme.internal, 10.1.2.3 or 10.0.0.0/8")),
                          Empty.ABSENT),
                      "Hosts, addresses and ranges that are not public and may be sent to; a host"
                          + " that is named here may also go without TLS.")
                  .otherwise("public addresses only")));

  private SubscriptionsReader() {}

  static AddressRules read(FieldReader subscriptions) {
    var rules = new AddressRules(subscriptions.texts("allow"));
    subscriptions.reportUnknown();
    return rules;
  }
}
