@NullMarked
package io.trueup.listener.engine.gate;

import org.jspecify.annotations.NullMarked;
