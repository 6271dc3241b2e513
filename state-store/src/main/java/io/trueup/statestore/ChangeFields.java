package io.trueup.statestore;

import static io.trueup.statestore.ChangeField.Type.OBJECTS;
import static io.trueup.statestore.ChangeField.Type.TIME;
import static io.trueup.statestore.ChangeField.number;
import static io.trueup.statestore.ChangeField.optional;
import static io.trueup.statestore.ChangeField.text;

import io.trueup.statestore.StateChange.MergeJudged;
import io.trueup.statestore.StateChange.OfPlatform;
import io.trueup.statestore.Version.PlatformImpact;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Fields that several forms of changes have, or that hold more than one value. */
final class ChangeFields {

  private ChangeFields() {}

  @SafeVarargs
  static <T extends OfPlatform> List<ChangeField<T>> ofPlatform(ChangeField<T>... more) {
    var fields = new ArrayList<ChangeField<T>>();
    fields.add(text("source", "The source whose model declares the platform.", OfPlatform::source));
    fields.add(text("platform", "The platform's name.", it -> it.platform().name()));
    for (var field : more) {
      fields.add(field);
    }
    return List.copyOf(fields);
  }

  static <T extends OfPlatform> ChangeField<T> began(Function<T, @Nullable Object> at) {
    return optional(
        ChangeField.of(
            "beganAt",
            TIME,
            "When the attempt began; missing where a release that did not record it began it.",
            at));
  }

  static <T extends OfPlatform> ChangeField<T> ofVersion(
      String meaning, ToLongFunction<T> version) {
    return optional(
        number(
            "version",
            meaning + "; missing for none, and where an earlier release recorded the event.",
            it -> version.applyAsLong(it) == 0 ? null : version.applyAsLong(it)));
  }

  static ChangeField<MergeJudged> impacts() {
    return new ChangeField<>(
        "platforms",
        OBJECTS,
        "What an accepted version changes for each platform.",
        false,
        List.<ChangeField<?>>of(
            ChangeField.<PlatformImpact>text(
                "platform", "The platform's name.", PlatformImpact::platform),
            ChangeField.<PlatformImpact>number("added", "Nodes added.", PlatformImpact::added),
            ChangeField.<PlatformImpact>number(
                "changed", "Nodes changed.", PlatformImpact::changed),
            ChangeField.<PlatformImpact>number(
                "removed", "Nodes removed.", PlatformImpact::removed)),
        MergeJudged::platforms);
  }

  static PlatformImpact impact(ChangeReader in) {
    return new PlatformImpact(
        in.text("platform"), in.count("added"), in.count("changed"), in.count("removed"));
  }

  static <T extends OfPlatform> List<ChangeField<T>> gateFields(
      Function<T, ShutGate> gate, ToLongFunction<T> version) {
    return ofPlatform(
        text("kind", "The kind of gate.", it -> gate.apply(it).kind().text()),
        text("what", "What it is about; empty when the kind says it.", it -> gate.apply(it).what()),
        optional(text("by", "The operator who shut it.", it -> gate.apply(it).by())),
        optional(ChangeField.of("since", TIME, "When it was shut.", it -> gate.apply(it).since())),
        text("reason", "Why it is shut.", it -> gate.apply(it).reason()),
        text("remedy", "What opens it.", it -> gate.apply(it).remedy()),
        optional(
            ChangeField.of(
                "opensAt", TIME, "When it opens by itself.", it -> gate.apply(it).opensAt())),
        ofVersion("The newest version that was merged then", version));
  }

  static ShutGate gate(ChangeReader in) {
    return new ShutGate(
        in.constant(GateKind.class, "kind"),
        in.text("what"),
        in.optionalText("by"),
        in.optionalTime("since"),
        in.text("reason"),
        in.text("remedy"),
        in.optionalTime("opensAt"));
  }

  static @Nullable String word(@Nullable Enum<?> constant) {
    return constant == null ? null : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
