@NullMarked
package io.trueup.listener.engine.rollout;

import org.jspecify.annotations.NullMarked;
