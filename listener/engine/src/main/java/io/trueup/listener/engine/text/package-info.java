/**
 * Text for people and for programs: ages, counts, JSON, and text of others made safe to show. Pure;
 * must not depend on any other package of the listener.
 */
@NullMarked
package io.trueup.listener.engine.text;

import org.jspecify.annotations.NullMarked;
