package io.trueup.listener.gitserver;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A kind of request of a git client over smart HTTP. */
public enum GitRequest {
  /** The discovery request of ls-remote or fetch; older clients read the refs from its answer. */
  DISCOVERY,
  /** The refs, by protocol version 2. */
  LIST,
  /** A fetch of objects; the answer holds the pack. */
  FETCH,
  /** The discovery request of a push. */
  PUSH_DISCOVERY,
  /** A push. */
  PUSH,
  /** Anything else. */
  OTHER;

  private static final String LIST_COMMAND = "command=ls-refs";
  private static final int LENGTH_PREFIX = 4;

  /** The kind of a request, by its line and the first bytes of its body, which remain unread. */
  static GitRequest of(String path, String query, BufferedInputStream body) throws IOException {
    if (path.endsWith("/info/refs")) {
      return switch (query) {
        case "service=git-upload-pack" -> DISCOVERY;
        case "service=git-receive-pack" -> PUSH_DISCOVERY;
        default -> OTHER;
      };
    }
    if (path.endsWith("/git-receive-pack")) {
      return PUSH;
    }
    if (path.endsWith("/git-upload-pack")) {
      return beginsWithList(body) ? LIST : FETCH;
    }
    return OTHER;
  }

  private static boolean beginsWithList(BufferedInputStream body) throws IOException {
    var length = LENGTH_PREFIX + LIST_COMMAND.length();
    body.mark(length);
    var beginning = new String(body.readNBytes(length), StandardCharsets.ISO_8859_1);
    body.reset();
    return beginning.endsWith(LIST_COMMAND);
  }
}
