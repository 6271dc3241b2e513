@NullMarked
package io.trueup.listener.engine.work;

import org.jspecify.annotations.NullMarked;
