@NullMarked
package io.trueup.listener.engine.event;

import org.jspecify.annotations.NullMarked;
