package io.trueup.listener.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Repositories that git reads and that cannot be followed, and how to tell. */
final class RepositoryFormat {

  static final String SHALLOW = "it is a shallow clone, whose history is cut off";
  static final String UNSHALLOW =
      "Run 'git fetch --unshallow' in it, or follow the repository that it was cloned from";
  static final String SHA_256 =
      "its objects are named by SHA-256 (object-format=sha256), which is not supported";
  static final String USE_SHA_1 = "Follow a repository of the usual format, SHA-1";

  private static final Pattern SHA_256_CONFIGURED =
      Pattern.compile("(?im)^\\s*objectformat\\s*=\\s*\"?sha256");

  private RepositoryFormat() {}

  /** Why a repository in a folder of this machine cannot be followed; empty when it can. */
  static Optional<String> obstacle(Path folder) {
    var inWorkTree = folder.resolve(".git");
    var gitFolder = Files.isDirectory(inWorkTree) ? inWorkTree : folder;
    try {
      var shallow = gitFolder.resolve("shallow");
      if (Files.isRegularFile(shallow) && Files.size(shallow) > 0) {
        return Optional.of(SHALLOW + ". " + UNSHALLOW);
      }
      var config = gitFolder.resolve("config");
      var isSha256 =
          Files.isRegularFile(config)
              && SHA_256_CONFIGURED
                  .matcher(new String(Files.readAllBytes(config), StandardCharsets.ISO_8859_1))
                  .find();
      return isSha256 ? Optional.of(SHA_256 + ". " + USE_SHA_1) : Optional.empty();
    } catch (IOException _) {
      // What cannot be read is told when it is fetched.
      return Optional.empty();
    }
  }
}
