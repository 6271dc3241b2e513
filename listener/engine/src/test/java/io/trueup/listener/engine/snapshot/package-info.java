@NullMarked
package io.trueup.listener.engine.snapshot;

import org.jspecify.annotations.NullMarked;
