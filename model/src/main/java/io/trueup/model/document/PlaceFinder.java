package io.trueup.model.document;

import io.trueup.model.document.Tree.Mapping;
import io.trueup.model.problem.Location;
import java.util.List;

/**
 * Finds the places of parts of a file's documents, by reading the file again: positions are asked
 * for rarely and are not kept. Immutable.
 */
public final class PlaceFinder {

  private final String fileName;
  private final List<Tree> documents;

  /** Reads a file that could be read before. */
  public PlaceFinder(String fileName, byte[] content) {
    this.fileName = fileName;
    this.documents = TreeReader.read(fileName, content, ReadLimits.MODEL).documents();
  }

  /**
   * Finds a place.
   *
   * @param index which of the file's documents
   * @param path names of fields and, in lists, of texts, from the document down; followed as far as
   *     it goes
   */
  public Location locate(int index, List<String> path) {
    if (index >= documents.size()) {
      return Location.of(fileName);
    }
    var at = documents.get(index);
    var location = new Location(fileName, at.line(), at.column());
    for (var name : path) {
      switch (at) {
        case Mapping mapping when mapping.entry(name).isPresent() -> {
          var entry = mapping.entry(name).get();
          location = new Location(fileName, entry.line(), entry.column());
          at = entry.value();
        }
        case Tree.Sequence sequence -> {
          var item = sequence.items().stream().filter(it -> isNamed(it, name)).findFirst();
          if (item.isEmpty()) {
            return location;
          }
          at = item.get();
          location = new Location(fileName, at.line(), at.column());
        }
        default -> {
          return location;
        }
      }
    }
    return location;
  }

  private static boolean isNamed(Tree item, String name) {
    return switch (item) {
      case Tree.Scalar scalar -> scalar.text().equals(name);
      case Mapping mapping ->
          mapping.entries().stream()
              .anyMatch(entry ->
                  entry.value() instanceof Tree.Scalar scalar && scalar.text().equals(name));
      case Tree.Sequence _ -> false;
    };
  }
}
