package io.trueup.model.type;

import io.trueup.model.type.AvroSchema.ArrayOf;
import io.trueup.model.type.AvroSchema.Definition;
import io.trueup.model.type.AvroSchema.EnumType;
import io.trueup.model.type.AvroSchema.FixedType;
import io.trueup.model.type.AvroSchema.Kind;
import io.trueup.model.type.AvroSchema.Logical;
import io.trueup.model.type.AvroSchema.MapOf;
import io.trueup.model.type.AvroSchema.Node;
import io.trueup.model.type.AvroSchema.Primitive;
import io.trueup.model.type.AvroSchema.RecordField;
import io.trueup.model.type.AvroSchema.RecordType;
import io.trueup.model.type.AvroSchema.Reference;
import io.trueup.model.type.AvroSchema.Union;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether one schema can read all data that another one wrote, by "Schema Resolution" of the
 * Avro 1.12 specification.
 *
 * <p>Stricter in one respect: a change of any logical type is refused, not only of decimals,
 * because the same bytes would mean something else.
 */
public final class AvroResolution {

  private static final int MOST_FOUND = 100;

  /**
   * A reason why the reader cannot read what the writer writes.
   *
   * @param path the fields from the root, such as {@code customer.addresses[].zip}; {@code []} are
   *     the elements of an array, {@code {}} the values of a map; empty for the root
   * @param reason a phrase
   */
  public record Incompatibility(String path, String reason) {}

  private record Place(@Nullable Place parent, String step) {

    private String path() {
      var steps = new ArrayDeque<String>();
      for (Place at = this; at != null; at = at.parent()) {
        steps.addFirst(at.step());
      }
      var path = String.join("", steps);
      return path.startsWith(".") ? path.substring(1) : path;
    }

    private Place below(String next) {
      return new Place(this, next);
    }
  }

  private record Pair(Node reader, Node writer, Place place) {}

  private record Names(String reader, String writer) {}

  private final AvroSchema reader;
  private final AvroSchema writer;
  private final ArrayDeque<Pair> pending = new ArrayDeque<>();
  private final Set<Names> seen = new HashSet<>();
  private final List<Incompatibility> found = new ArrayList<>();

  private AvroResolution(AvroSchema reader, AvroSchema writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /**
   * The reasons why the reader cannot read all that the writer writes; empty when it can. At most
   * {@value #MOST_FOUND}, and each pair of named types is compared only once.
   */
  public static List<Incompatibility> incompatibilities(AvroSchema reader, AvroSchema writer) {
    var resolution = new AvroResolution(reader, writer);
    resolution.pending.add(new Pair(reader.root(), writer.root(), new Place(null, "")));
    while (!resolution.pending.isEmpty() && resolution.found.size() < MOST_FOUND) {
      resolution.resolve(resolution.pending.remove());
    }
    return List.copyOf(resolution.found);
  }

  private void resolve(Pair pair) {
    if (pair.writer() instanceof Union(var branches)) {
      branches.forEach(it -> pending.add(new Pair(pair.reader(), it, pair.place())));
      return;
    }
    switch (pair.reader()) {
      case Union(var branches) -> union(branches, pair);
      case Primitive it when pair.writer() instanceof Primitive from && reads(it, from) ->
          logical(it.logical(), from.logical(), pair.place());
      case ArrayOf(var items) when pair.writer() instanceof ArrayOf(var from) ->
          pending.add(new Pair(items, from, pair.place().below("[]")));
      case MapOf(var values) when pair.writer() instanceof MapOf(var from) ->
          pending.add(new Pair(values, from, pair.place().below("{}")));
      case Reference(var to) when pair.writer() instanceof Reference(var from) ->
          named(reader.definition(to), writer.definition(from), pair.place());
      case Primitive _, ArrayOf _, MapOf _, Reference _ -> mismatch(pair);
    }
  }

  private void mismatch(Pair pair) {
    report(
        pair.place(),
        "%s cannot be read as %s"
            .formatted(describe(writer, pair.writer()), describe(reader, pair.reader())));
  }

  private void union(List<Node> branches, Pair pair) {
    Stream.<Predicate<Node>>of(
            it -> matchesExactly(it, pair.writer()),
            it -> hasMatchingName(it, pair.writer()),
            it ->
                it instanceof Primitive to
                    && pair.writer() instanceof Primitive from
                    && reads(to, from))
        .flatMap(test -> branches.stream().filter(test))
        .findFirst()
        .ifPresentOrElse(
            it -> pending.add(new Pair(it, pair.writer(), pair.place())),
            () ->
                report(
                    pair.place(),
                    "the reader's union has no branch for %s"
                        .formatted(describe(writer, pair.writer()))));
  }

  private boolean matchesExactly(Node to, Node from) {
    return switch (to) {
      case Primitive(var kind, _) -> from instanceof Primitive it && it.kind() == kind;
      case ArrayOf _ -> from instanceof ArrayOf;
      case MapOf _ -> from instanceof MapOf;
      case Union _ -> false;
      case Reference(var name) ->
          from instanceof Reference(var other)
              && isSameKind(reader.definition(name), writer.definition(other))
              && (name.equals(other) || reader.definition(name).aliases().contains(other));
    };
  }

  private boolean hasMatchingName(Node to, Node from) {
    return to instanceof Reference(var name)
        && from instanceof Reference(var other)
        && isSameKind(reader.definition(name), writer.definition(other))
        && matchesName(reader.definition(name), writer.definition(other));
  }

  private static boolean isSameKind(Definition one, Definition other) {
    return one.getClass() == other.getClass();
  }

  private static boolean matchesName(Definition to, Definition from) {
    return to.simpleName().equals(from.simpleName()) || to.aliases().contains(from.fullName());
  }

  /** The same primitive, or one that the writer's is promoted to. */
  private static boolean reads(Primitive to, Primitive from) {
    return to.kind() == from.kind()
        || switch (from.kind()) {
          case INT -> to.kind() == Kind.LONG || to.kind() == Kind.FLOAT || to.kind() == Kind.DOUBLE;
          case LONG -> to.kind() == Kind.FLOAT || to.kind() == Kind.DOUBLE;
          case FLOAT -> to.kind() == Kind.DOUBLE;
          case STRING -> to.kind() == Kind.BYTES;
          case BYTES -> to.kind() == Kind.STRING;
          case NULL, BOOLEAN, DOUBLE -> false;
        };
  }

  private void logical(@Nullable Logical to, @Nullable Logical from, Place place) {
    if (to != null && from != null && !Objects.equals(to, from)) {
      report(place, "the logical type changes from %s to %s".formatted(from, to));
    }
  }

  private void named(Definition to, Definition from, Place place) {
    if (!seen.add(new Names(to.fullName(), from.fullName()))) {
      return;
    }
    if (!isSameKind(to, from) || !matchesName(to, from)) {
      report(
          place,
          "%s cannot be read as %s, which has no such alias".formatted(title(from), title(to)));
      return;
    }
    switch (to) {
      case RecordType it when from instanceof RecordType other -> fields(it, other, place);
      case EnumType it when from instanceof EnumType other -> symbols(it, other, place);
      case FixedType it when from instanceof FixedType other -> fixed(it, other, place);
      case RecordType _, EnumType _, FixedType _ -> throw new IllegalStateException(title(to));
    }
  }

  private void fields(RecordType to, RecordType from, Place place) {
    var written = new HashMap<String, RecordField>();
    from.fields().forEach(it -> written.put(it.name(), it));
    for (var field : to.fields()) {
      var below = place.below("." + field.name());
      var sources = sources(field, written);
      if (sources.size() > 1) {
        report(below, "it has several fields of the writer as its name and aliases");
      } else if (sources.size() == 1) {
        pending.add(new Pair(field.type(), sources.getFirst().type(), below));
      } else if (field.standard() == null) {
        report(below, "the writer has no such field, and it has no default");
      }
    }
  }

  private static List<RecordField> sources(RecordField field, Map<String, RecordField> written) {
    return Stream.concat(Stream.of(field.name()), field.aliases().stream())
        .distinct()
        .flatMap(it -> Stream.ofNullable(written.get(it)))
        .toList();
  }

  private void symbols(EnumType to, EnumType from, Place place) {
    var known = new HashSet<>(to.symbols());
    var unknown = from.symbols().stream().filter(it -> !known.contains(it)).toList();
    if (!unknown.isEmpty() && to.standard() == null) {
      report(
          place,
          "enum '%s' has no default and lacks %s%s"
              .formatted(
                  to.fullName(),
                  unknown.stream().limit(5).toList(),
                  unknown.size() > 5 ? " and %d more".formatted(unknown.size() - 5) : ""));
    }
  }

  private void fixed(FixedType to, FixedType from, Place place) {
    if (to.size() != from.size()) {
      report(
          place,
          "the size of fixed '%s' changes from %d to %d"
              .formatted(to.fullName(), from.size(), to.size()));
    }
    logical(to.logical(), from.logical(), place);
  }

  private void report(Place place, String reason) {
    if (found.size() < MOST_FOUND) {
      found.add(new Incompatibility(place.path(), reason));
    }
  }

  private static String describe(AvroSchema schema, Node node) {
    return switch (node) {
      case Primitive(var kind, _) -> kind.name().toLowerCase(Locale.ROOT);
      case ArrayOf _ -> "array";
      case MapOf _ -> "map";
      case Union _ -> "union";
      case Reference(var name) -> title(schema.definition(name));
    };
  }

  private static String title(Definition definition) {
    return switch (definition) {
      case RecordType it -> "record '" + it.fullName() + "'";
      case EnumType it -> "enum '" + it.fullName() + "'";
      case FixedType it -> "fixed '" + it.fullName() + "'";
    };
  }
}
