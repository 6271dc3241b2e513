/**
 * The types of columns, Avro schemas, and the changes of both that lose no data: {@link
 * io.trueup.model.type.DataType}, {@link io.trueup.model.type.TypeChange}, {@link
 * io.trueup.model.type.AvroSchema}, {@link io.trueup.model.type.AvroResolution}. Depends on nothing
 * else of the model.
 */
@NullMarked
package io.trueup.model.type;

import org.jspecify.annotations.NullMarked;
