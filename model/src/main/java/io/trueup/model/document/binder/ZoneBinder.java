package io.trueup.model.document.binder;

import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.ecosystem.GovernanceZone;
import io.trueup.model.ecosystem.StoragePolicy;
import io.trueup.model.ecosystem.ZonePolicies;
import java.util.SortedMap;
import java.util.TreeMap;

/** Binds zones with their policies, and reports the problems that show without other documents. */
final class ZoneBinder {

  private final BindingContext reading;

  ZoneBinder(BindingContext reading) {
    this.reading = reading;
  }

  GovernanceZone zone(FieldReader fields) {
    var name = fields.text("name");
    return new GovernanceZone(
        name,
        reading.declarations(fields, "teams"),
        policies(fields, name),
        reading.documentation(fields));
  }

  private ZonePolicies policies(FieldReader zone, String name) {
    var fields = zone.inner("policies", "The 'policies' of zone", name);
    var policies =
        new ZonePolicies(
            reading.allowForbid(fields, "classification", "The classification policy"),
            reading.allowForbid(fields, "vendor", "The vendor policy"),
            reading.allowForbid(fields, "vendorKind", "The policy on kinds of vendors"),
            reading.allowForbid(fields, "location", "The location policy"),
            reading.allowForbid(fields, "platform", "The platform policy"),
            storage(fields));
    fields.reportUnknown();
    return policies;
  }

  private SortedMap<String, StoragePolicy> storage(FieldReader policies) {
    var storage = new TreeMap<String, StoragePolicy>();
    for (var entry : policies.entries("storage")) {
      var fields = policies.inner("storage", entry.value(), "Storage policy", entry.name());
      storage.put(
          entry.name(),
          new StoragePolicy(
              entry.name(),
              fields.flag("mandatory"),
              fields.flag("deprecated"),
              reading.allowForbid(fields),
              fields.choice("encryption", StoragePolicy.Encryption.class),
              reading.documentation(fields)));
      fields.reportUnknown();
    }
    return storage;
  }
}
