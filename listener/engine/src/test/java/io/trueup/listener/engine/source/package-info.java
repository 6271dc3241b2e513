@NullMarked
package io.trueup.listener.engine.source;

import org.jspecify.annotations.NullMarked;
