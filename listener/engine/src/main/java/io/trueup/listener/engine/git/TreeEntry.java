package io.trueup.listener.engine.git;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An entry under a model root that is, or looks like, a model file. */
public sealed interface TreeEntry {

  /** From the root of the repository, with slashes. */
  String path();

  /**
   * A file to be read.
   *
   * @param blob the id of its content, 40 hex digits
   */
  record ModelFile(String path, String blob, Format format) implements TreeEntry {}

  /**
   * An entry that has a model file's name but cannot be one.
   *
   * @param path with unprintable characters escaped
   */
  record UnusableFile(String path, Kind kind) implements TreeEntry {}

  /** The syntax of a model file. */
  enum Format {
    YAML,
    JSON;

    /** The format by a file's extension; null when it is no model file's. */
    public static @Nullable Format of(String name) {
      var lower = name.toLowerCase(Locale.ROOT);
      if (lower.endsWith(".yaml") || lower.endsWith(".yml")) {
        return YAML;
      }
      return lower.endsWith(".json") ? JSON : null;
    }
  }

  /** Why an entry cannot be a model file. */
  enum Kind {
    /** It points elsewhere; links are never followed. */
    SYMBOLIC_LINK,
    /** It is another repository; submodules are never fetched. */
    SUBMODULE,
    /** It is larger than the model root's limit. */
    OVERSIZED,
    /** Its path is not UTF-8, holds control characters, or is longer than 4096 bytes. */
    UNUSABLE_PATH
  }
}
