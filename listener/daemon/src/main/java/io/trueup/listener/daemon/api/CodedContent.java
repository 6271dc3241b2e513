package io.trueup.listener.daemon.api;

import io.trueup.listener.engine.versions.moving.ContentCoding;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Content that is compressed on its way, and not where its answer is made, which may be an event
 * loop.
 *
 * @param place is given back when the content is sent, or cannot be
 */
record CodedContent(ContentCoding coding, Source source, StreamPlaces.Place place)
    implements HttpAnswer.ByteStream {

  /** Writes the content. */
  @FunctionalInterface
  interface Source {
    void write(OutputStream out) throws IOException;
  }

  /** Content that needs no place. */
  static CodedContent of(ContentCoding coding, byte[] content) {
    return new CodedContent(coding, out -> out.write(content), () -> {});
  }

  @Override
  public long length() {
    return -1;
  }

  @Override
  public void write(OutputStream out) throws IOException {
    // The compressor has memory of its own, also when the client is gone.
    try (var encoded = coding.encode(out)) {
      source.write(encoded);
    }
  }

  @Override
  public void close() {
    place.close();
  }
}
