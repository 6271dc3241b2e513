@NullMarked
package io.trueup.listener.work;

import org.jspecify.annotations.NullMarked;
