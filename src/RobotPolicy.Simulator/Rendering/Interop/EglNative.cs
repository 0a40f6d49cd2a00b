using System.Runtime.InteropServices;

namespace RobotPolicy.Simulator.Rendering.Interop;

/// <summary>The part of EGL 1.5 that makes an OpenGL context without a display.</summary>
internal static unsafe partial class EglNative
{
    internal const string Library = "libEGL.so.1";

    internal const uint EGL_PLATFORM_SURFACELESS_MESA = 0x31DD;
    internal const uint EGL_OPENGL_API = 0x30A2;
    internal const int EGL_NONE = 0x3038;
    internal const int EGL_SURFACE_TYPE = 0x3033;
    internal const int EGL_PBUFFER_BIT = 1;
    internal const int EGL_RENDERABLE_TYPE = 0x3040;
    internal const int EGL_OPENGL_BIT = 8;
    internal const int EGL_RED_SIZE = 0x3024;
    internal const int EGL_GREEN_SIZE = 0x3023;
    internal const int EGL_BLUE_SIZE = 0x3022;
    internal const int EGL_DEPTH_SIZE = 0x3025;
    internal const int EGL_STENCIL_SIZE = 0x3026;
    internal const int EGL_VENDOR = 0x3053;
    internal const uint GL_RENDERER = 0x1F01;
    internal const uint GL_VERSION = 0x1F02;

    [LibraryImport(Library)]
    internal static partial nint eglGetPlatformDisplay(uint platform, nint native, nint* attributes);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint eglGetProcAddress(string name);

    [LibraryImport(Library)]
    internal static partial int eglInitialize(nint display, int* major, int* minor);

    [LibraryImport(Library)]
    internal static partial int eglTerminate(nint display);

    [LibraryImport(Library)]
    internal static partial int eglBindAPI(uint api);

    [LibraryImport(Library)]
    internal static partial int eglChooseConfig(nint display, int* attributes, nint* configs, int size, int* count);

    [LibraryImport(Library)]
    internal static partial nint eglCreateContext(nint display, nint config, nint share, int* attributes);

    [LibraryImport(Library)]
    internal static partial int eglDestroyContext(nint display, nint context);

    [LibraryImport(Library)]
    internal static partial int eglMakeCurrent(nint display, nint draw, nint read, nint context);

    [LibraryImport(Library)]
    internal static partial nint eglQueryString(nint display, int name);

    [LibraryImport(Library)]
    internal static partial int eglGetError();
}
