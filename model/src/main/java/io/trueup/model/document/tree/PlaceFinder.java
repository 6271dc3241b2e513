package io.trueup.model.document.tree;

import io.trueup.model.document.tree.Tree.Entry;
import io.trueup.model.document.tree.Tree.Mapping;
import io.trueup.model.document.tree.Tree.Scalar;
import io.trueup.model.document.tree.Tree.Sequence;
import io.trueup.model.problem.Location;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the places of parts of a file's documents by reading the file again: places are rarely
 * needed, so they are not kept. Not thread-safe.
 */
public final class PlaceFinder {

  /** No text of a document holds this character either. */
  private static final String AVRO_FIELD = "\1";

  private final String fileName;
  private final List<Tree> documents;

  /** The parts of visited trees, because many places in one mapping may be needed. */
  private final IdentityHashMap<Tree, Map<String, Entry>> parts = new IdentityHashMap<>();

  /** Reads a file that was read without an error before. */
  public PlaceFinder(String fileName, byte[] content) {
    this.fileName = fileName;
    this.documents = TreeParser.read(fileName, content, ReadLimits.MODEL).documents();
  }

  /**
   * The step of a path to an item of a list, by its index from 0. It equals no text of a document,
   * because none can hold its first character.
   */
  public static String itemStep(int item) {
    return "\0" + item;
  }

  /**
   * The step of a path from an Avro schema to a field in it, however deep.
   *
   * @param path as {@link io.trueup.model.type.AvroResolution.Incompatibility} has it
   */
  public static String avroFieldStep(String path) {
    return AVRO_FIELD + path;
  }

  /**
   * The fields of a document that differ from an earlier one; none when either document is missing.
   *
   * @param index which of this file's documents
   * @param earlier the file of the earlier document
   * @param earlierIndex which of its documents
   */
  public List<FieldChange> changes(int index, PlaceFinder earlier, int earlierIndex) {
    return index < documents.size() && earlierIndex < earlier.documents.size()
        ? FieldChanges.between(earlier.documents.get(earlierIndex), documents.get(index))
        : List.of();
  }

  /**
   * Finds the place of a part of a document.
   *
   * @param index which of the file's documents
   * @param path names of fields and, in lists, texts or {@link #itemStep}, from the document down;
   *     followed as far as it goes
   */
  public Location locate(int index, List<String> path) {
    if (index >= documents.size()) {
      return Location.of(fileName);
    }
    var at = documents.get(index);
    var location = new Location(fileName, at.line(), at.column());
    for (var name : path) {
      if (name.startsWith(AVRO_FIELD)) {
        var field = AvroFieldFinder.find(at, name.substring(AVRO_FIELD.length()));
        return field == null ? location : new Location(fileName, field.line(), field.column());
      }
      var part = parts.computeIfAbsent(at, PlaceFinder::byName).get(name);
      if (part == null) {
        return location;
      }
      location = new Location(fileName, part.line(), part.column());
      at = part.value();
    }
    return location;
  }

  /** Whether a path of names leads to a part. */
  public boolean hasPath(int index, List<String> path) {
    if (index >= documents.size()) {
      return false;
    }
    var at = documents.get(index);
    for (var name : path) {
      var part = parts.computeIfAbsent(at, PlaceFinder::byName).get(name);
      if (part == null) {
        return false;
      }
      at = part.value();
    }
    return true;
  }

  private static Map<String, Entry> byName(Tree tree) {
    var found = new HashMap<String, Entry>();
    switch (tree) {
      case Scalar _ -> {}
      case Mapping mapping -> mapping.entries().forEach(it -> found.put(it.name(), it));
      case Sequence(var items, _, _) -> {
        for (var i = 0; i < items.size(); i++) {
          addItem(items.get(i), found);
          var item = items.get(i);
          found.put(itemStep(i), new Entry(itemStep(i), item.line(), item.column(), item));
        }
      }
    }
    return found;
  }

  /** Adds an item under its text, or under each text that it holds. */
  private static void addItem(Tree item, Map<String, Entry> found) {
    var texts =
        switch (item) {
          case Scalar scalar -> List.of(scalar);
          case Mapping mapping ->
              mapping.entries().stream()
                  .map(Entry::value)
                  .filter(Scalar.class::isInstance)
                  .map(Scalar.class::cast)
                  .toList();
          case Sequence _ -> List.<Scalar>of();
        };
    texts.forEach(
        it -> found.putIfAbsent(it.text(), new Entry(it.text(), item.line(), item.column(), item)));
  }
}
