#include <stdlib.h>
#include <string.h>

#include "jni_nouns.h"
#include "values_out.h"

#if defined(__GNUC__)
#define EXPORTED __attribute__((visibility("default")))
#else
#define EXPORTED JNIEXPORT
#endif

void throw_out_of_memory(JNIEnv *env, const char *what) {
  jclass kind = (*env)->FindClass(env, "java/lang/OutOfMemoryError");
  if (kind != NULL) (*env)->ThrowNew(env, kind, what);
}

void hand_over_error(JNIEnv *env, luavm_buffer *error, jobjectArray to) {
  if (error == NULL) return;
  jbyteArray message = (*env)->NewByteArray(env, (jsize)error->length);
  if (message != NULL) {
    (*env)->SetByteArrayRegion(env, message, 0, (jsize)error->length,
                               (const jbyte *)error->data);
    (*env)->SetObjectArrayElement(env, to, 0, message);
  }
  luavm_buffer_free(error);
}

char *copy_of(JNIEnv *env, jbyteArray array, size_t *length) {
  *length = (size_t)(*env)->GetArrayLength(env, array);
  char *copy = malloc(*length > 0 ? *length : 1);
  if (copy == NULL)
    throw_out_of_memory(env, "no native memory for a text");
  else
    (*env)->GetByteArrayRegion(env, array, 0, (jsize)*length, (jbyte *)copy);
  return copy;
}

static size_t common_size(JNIEnv *env, jbyteArray array, size_t size) {
  size_t length = (size_t)(*env)->GetArrayLength(env, array);
  return length < size ? length : size;
}

void struct_from_java(JNIEnv *env, jbyteArray from, void *to, size_t size) {
  memset(to, 0, size);
  (*env)->GetByteArrayRegion(env, from, 0, (jsize)common_size(env, from, size), to);
}

void struct_to_java(JNIEnv *env, const void *from, size_t size, jbyteArray to) {
  (*env)->SetByteArrayRegion(env, to, 0, (jsize)common_size(env, to, size), from);
}

void *values_from_java(JNIEnv *env, jbyteArray message, values_in *values) {
  jbyte head[VALUES_HEAD];
  jsize length = (*env)->GetArrayLength(env, message);
  (*env)->GetByteArrayRegion(env, message, 0, VALUES_HEAD, head);
  char *room = malloc(values_room((const char *)head, (size_t)length));
  if (room == NULL) {
    throw_out_of_memory(env, "no native memory for Lua values");
    return NULL;
  }
  (*env)->GetByteArrayRegion(env, message, 0, length, (jbyte *)room);
  *values = values_read(room, (size_t)length);
  return room;
}

static jint compiled_abi(JNIEnv *env, jclass native) {
  (void)env, (void)native;
  return (jint)LUAVM_ABI_VERSION;
}

static jint loaded_abi(JNIEnv *env, jclass native) {
  (void)env, (void)native;
  return (jint)luavm_abi_version();
}

static jint values_format(JNIEnv *env, jclass native) {
  (void)env, (void)native;
  return VALUES_FORMAT;
}

static jstring version(JNIEnv *env, jclass native) {
  (void)native;
  return (*env)->NewStringUTF(env, luavm_version());
}

static jstring status_name(JNIEnv *env, jclass native, jint status) {
  (void)native;
  return (*env)->NewStringUTF(env, luavm_status_name(status));
}

static const JNINativeMethod methods[] = {
    METHOD("compiledAbi", "()I", compiled_abi),
    METHOD("loadedAbi", "()I", loaded_abi),
    METHOD("valuesFormat", "()I", values_format),
    METHOD("version", "()Ljava/lang/String;", version),
    METHOD("statusName", "(I)Ljava/lang/String;", status_name),
};

/* Registered, not found by name: Java classes that are not of this build are
 * refused when the library is loaded, and one symbol is exported. */
EXPORTED jint JNI_OnLoad(JavaVM *machine, void *reserved) {
  (void)reserved;
  void *found;
  if ((*machine)->GetEnv(machine, &found, JNI_VERSION_1_6) != JNI_OK) return JNI_ERR;
  JNIEnv *env = found;
  jclass native = (*env)->FindClass(env, "io/luavm/Native");
  if (native == NULL) return JNI_ERR;
  if ((*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) != JNI_OK ||
      !register_process(env, native) || !register_vm(env, native) ||
      !register_eval(env, native) || !register_globals(env, native) ||
      !register_references(env, native) || !register_host(env, native) ||
      !register_objects(env, native) || !register_templates(env, native) ||
      !register_policies(env, native) || !register_quotas(env, native) ||
      !register_stores(env, native) || !register_cache(env, native) ||
      !register_http(env, native) || !register_websocket(env, native))
    return JNI_ERR;
  return JNI_VERSION_1_6;
}
