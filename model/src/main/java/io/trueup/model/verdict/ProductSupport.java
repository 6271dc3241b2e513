package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Credential;
import io.trueup.model.ecosystem.DataContainer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What each product supports: ways of capture and kinds of credentials. A way or kind is missing
 * only when no version of the product supports it, because a rule that rejects what works is worse
 * than no rule.
 */
final class ProductSupport {

  private ProductSupport() {}

  /**
   * The ways of capturing data from a product. A broker has topics only; Redshift, BigQuery and
   * tables on an object store have no change log that a reader could follow.
   */
  static Set<Capture.Kind> captures(DataContainer.Type type) {
    return switch (type) {
      case KAFKA -> EnumSet.of(Capture.Kind.KAFKA);
      case REDSHIFT, BIGQUERY, ICEBERG -> EnumSet.of(Capture.Kind.SNAPSHOT, Capture.Kind.WATERMARK);
      case POSTGRES, MYSQL, ORACLE, SQLSERVER, DB2, SNOWFLAKE ->
          EnumSet.of(Capture.Kind.CDC, Capture.Kind.SNAPSHOT, Capture.Kind.WATERMARK);
      case MANAGED -> EnumSet.complementOf(EnumSet.of(Capture.Kind.TRANSFORMER));
    };
  }

  /** A credential of the wrong kind, as message and remedy. */
  record CredentialMismatch(String message, String remedy) {}

  /** The problem of a credential that cannot log in to a container; empty when it can. */
  static Optional<CredentialMismatch> mismatch(Credential credential, DataContainer container) {
    var fitting = credentials(container.type());
    return fitting.contains(credential.kind())
        ? Optional.empty()
        : Optional.of(
            new CredentialMismatch(
                "Credential '%s' is of kind '%s', which cannot log in to container '%s' of type '%s'"
                    .formatted(
                        credential.name(),
                        credential.kind().text(),
                        container.qualifiedName(),
                        container.type().text()),
                "Write it as {name: %s, kind: …} with a kind of %s"
                    .formatted(
                        credential.name(),
                        fitting.stream()
                            .map(it -> it.text())
                            .collect(Collectors.joining(" or ")))));
  }

  /**
   * The kinds of credentials that a product accepts. A bundle of CA certificates says whom to trust
   * and cannot log in.
   */
  static Set<Credential.Kind> credentials(DataContainer.Type type) {
    return switch (type) {
      case POSTGRES, MYSQL, ORACLE ->
          EnumSet.of(Credential.Kind.USER_PASSWORD, Credential.Kind.CLIENT_CERTIFICATE);
      case SQLSERVER -> EnumSet.of(Credential.Kind.USER_PASSWORD, Credential.Kind.API_TOKEN);
      case REDSHIFT -> EnumSet.of(Credential.Kind.USER_PASSWORD, Credential.Kind.API_KEY);
      case BIGQUERY -> EnumSet.of(Credential.Kind.API_KEY, Credential.Kind.API_TOKEN);
      case ICEBERG ->
          EnumSet.of(
              Credential.Kind.USER_PASSWORD, Credential.Kind.API_KEY, Credential.Kind.API_TOKEN);
      case DB2, SNOWFLAKE, KAFKA, MANAGED ->
          EnumSet.complementOf(EnumSet.of(Credential.Kind.CA_BUNDLE));
    };
  }
}
