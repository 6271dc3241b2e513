/**
 * Kafka brokers for tests. Entry points: {@link io.trueup.listener.daemon.testing.kafka.TestKafka},
 * one broker for all tests of a JVM, and {@link
 * io.trueup.listener.daemon.testing.kafka.BrokerProcesses}, brokers that a test may kill.
 */
@NullMarked
package io.trueup.listener.daemon.testing.kafka;

import org.jspecify.annotations.NullMarked;
