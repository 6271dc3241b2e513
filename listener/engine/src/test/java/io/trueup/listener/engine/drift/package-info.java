@NullMarked
package io.trueup.listener.engine.drift;

import org.jspecify.annotations.NullMarked;
