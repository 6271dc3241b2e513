package io.trueup.listener.daemon.kafka;

/** What Kafka needs from this machine is not there, such as a secret. The message is a sentence. */
final class KafkaSetupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  KafkaSetupException(String message) {
    super(message);
  }
}
