/**
 * What happened, on its way out: {@link io.trueup.listener.engine.event.EventFeed} gives recorded
 * changes their positions and says that there are new ones, {@link
 * io.trueup.listener.engine.event.EventRelay} passes them on to one destination. Knows no HTTP and
 * no Kafka.
 */
@NullMarked
package io.trueup.listener.engine.event;

import org.jspecify.annotations.NullMarked;
