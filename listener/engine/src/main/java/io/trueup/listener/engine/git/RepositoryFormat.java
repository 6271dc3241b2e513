package io.trueup.listener.engine.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Recognizes repositories that git can read but Trueup cannot follow. */
final class RepositoryFormat {

  static final String SHALLOW = "it is a shallow clone, whose history is cut off";
  static final String UNSHALLOW =
      "Run 'git fetch --unshallow' in it, or follow the repository that it was cloned from";
  static final String SHA_256 =
      "it uses SHA-256 object ids (object-format=sha256), which are not supported";
  static final String USE_SHA_1 =
      "Follow a repository with SHA-1 object ids, git's default; 'git fast-export --all' and 'git"
          + " fast-import' copy a history into one";

  private static final Pattern SHA_256_CONFIGURED =
      Pattern.compile("(?im)^\\s*objectformat\\s*=\\s*\"?sha256");

  private RepositoryFormat() {}

  /** Why a repository on this machine cannot be followed; empty when it can. */
  static Optional<String> reasonNotToFollow(Path folder) {
    try {
      var shallow = gitFolder(folder).resolve("shallow");
      if (Files.isRegularFile(shallow) && Files.size(shallow) > 0) {
        return Optional.of(SHALLOW + ". " + UNSHALLOW);
      }
    } catch (IOException _) {
      // The fetch reports what cannot be read.
    }
    return isSha256(folder) ? Optional.of(SHA_256 + ". " + USE_SHA_1) : Optional.empty();
  }

  /** Whether a repository on this machine is known to use SHA-256 object ids. */
  static boolean isSha256(Path folder) {
    var config = gitFolder(folder).resolve("config");
    try {
      return Files.isRegularFile(config)
          && SHA_256_CONFIGURED
              .matcher(new String(Files.readAllBytes(config), StandardCharsets.ISO_8859_1))
              .find();
    } catch (IOException _) {
      // The fetch reports what cannot be read.
      return false;
    }
  }

  private static Path gitFolder(Path folder) {
    var inWorkTree = folder.resolve(".git");
    return Files.isDirectory(inWorkTree) ? inWorkTree : folder;
  }
}
