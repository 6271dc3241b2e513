package io.trueup.listener.daemon.question;

import io.trueup.listener.engine.snapshot.ModelVersion;

/** Names a version in messages. */
record ModelVersionName(String source, long sequence) {

  static ModelVersionName of(ModelVersion version) {
    return new ModelVersionName(version.source().value(), version.sequence());
  }

  String text() {
    return "Version %d of source '%s'".formatted(sequence, source);
  }
}
