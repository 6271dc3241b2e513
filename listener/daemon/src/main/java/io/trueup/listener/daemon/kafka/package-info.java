/**
 * Kafka: git events come in, state changes go out. The only package that knows Kafka's clients.
 * Entry points: {@link io.trueup.listener.daemon.kafka.KafkaConnections} for a daemon, {@link
 * io.trueup.listener.daemon.kafka.Topics} for operators.
 */
@NullMarked
package io.trueup.listener.daemon.kafka;

import org.jspecify.annotations.NullMarked;
