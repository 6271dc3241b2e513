@NullMarked
package io.trueup.listener.engine.control;

import org.jspecify.annotations.NullMarked;
