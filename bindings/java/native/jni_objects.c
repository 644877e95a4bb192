#include <stdlib.h>

#include "jni_nouns.h"

/* What vm_class is told, in one block. */
typedef struct definition {
  luavm_class kind;
  luavm_method methods[];
} definition;

/* The texts that Java wrote one after another, as `count` names. */
static void name_all(definition *made, const char *names, const jint *lengths,
                     const jlong *users, size_t count) {
  made->kind.name = names;
  made->kind.name_length = (size_t)lengths[0];
  for (size_t i = 0; i < count; i++) {
    names += lengths[i];
    made->methods[i] = (luavm_method){.name = names,
                                      .name_length = (size_t)lengths[i + 1],
                                      .call = host_call,
                                      .user = to_pointer(users[i])};
  }
}

/* names: of the class and then of its methods, one after another, `lengths` of them;
 * users: Java's numbers of the methods. Returns NULL where there is no memory. */
static definition *define(JNIEnv *env, const char *names, jintArray lengths,
                          jlongArray users, jlong user) {
  jsize count = (*env)->GetArrayLength(env, users);
  definition *made = malloc(sizeof *made + (size_t)count * sizeof *made->methods);
  jint *length = malloc((size_t)(count + 1) * sizeof *length);
  jlong *number = malloc((size_t)(count + 1) * sizeof *number);
  if (made != NULL && length != NULL && number != NULL) {
    (*env)->GetIntArrayRegion(env, lengths, 0, count + 1, length);
    (*env)->GetLongArrayRegion(env, users, 0, count, number);
    made->kind = (luavm_class){.struct_size = sizeof made->kind,
                               .methods = made->methods,
                               .method_count = (size_t)count,
                               .get = host_call,
                               .set = host_call,
                               .user = to_pointer(user),
                               .release = host_release,
                               .object_release = host_object_release};
    name_all(made, names, length, number, (size_t)count);
  } else {
    free(made);
    made = NULL;
  }
  free(length);
  free(number);
  return made;
}

static jint make_class(JNIEnv *env, jclass native, jlong vm, jbyteArray names,
                       jintArray lengths, jlongArray users, jlong user, jlongArray kind,
                       jobjectArray message) {
  (void)native;
  size_t length;
  char *text = copy_of(env, names, &length);
  if (text == NULL) return LUAVM_MEMORY;
  luavm_status status = LUAVM_MEMORY;
  definition *made = define(env, text, lengths, users, user);
  if (made != NULL) {
    luavm_ref reference;
    luavm_buffer *error;
    status = vm_class((luavm_vm)vm, &made->kind, &reference, &error);
    const jlong number = (jlong)reference;
    (*env)->SetLongArrayRegion(env, kind, 0, 1, &number);
    hand_over_error(env, error, message);
  }
  free(made);
  free(text);
  return status;
}

static jint make_object(JNIEnv *env, jclass native, jlong vm, jlong kind, jlong user,
                        jlongArray reference, jobjectArray message) {
  (void)native;
  luavm_ref made;
  luavm_buffer *error;
  luavm_status status =
      vm_object((luavm_vm)vm, (luavm_ref)kind, to_pointer(user), &made, &error);
  const jlong number = (jlong)made;
  (*env)->SetLongArrayRegion(env, reference, 0, 1, &number);
  hand_over_error(env, error, message);
  return status;
}

static const JNINativeMethod methods[] = {
    METHOD("makeClass", "(J[B[I[JJ[J[[B)I", make_class),
    METHOD("makeObject", "(JJJ[J[[B)I", make_object),
};

jboolean register_objects(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}
