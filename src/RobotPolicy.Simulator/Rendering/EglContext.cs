using System.Runtime.InteropServices;
using RobotPolicy.Simulator.Rendering.Interop;

namespace RobotPolicy.Simulator.Rendering;

/// <summary>OpenGL through EGL on Mesa's surfaceless platform: needs no display, no window and no graphics device.</summary>
internal sealed unsafe class EglContext : GlContext
{
    private readonly nint _display;
    private nint _context;

    /// <summary>Creates the context and makes it current on this thread.</summary>
    internal EglContext()
    {
        _display = EglNative.eglGetPlatformDisplay(EglNative.EGL_PLATFORM_SURFACELESS_MESA, 0, null);
        Check(_display != 0, "eglGetPlatformDisplay");
        int major, minor;
        Check(EglNative.eglInitialize(_display, &major, &minor) != 0, "eglInitialize");
        Check(EglNative.eglBindAPI(EglNative.EGL_OPENGL_API) != 0, "eglBindAPI");
        var attributes = stackalloc int[]
        {
            EglNative.EGL_SURFACE_TYPE, EglNative.EGL_PBUFFER_BIT, EglNative.EGL_RENDERABLE_TYPE, EglNative.EGL_OPENGL_BIT,
            EglNative.EGL_RED_SIZE, 8, EglNative.EGL_GREEN_SIZE, 8, EglNative.EGL_BLUE_SIZE, 8,
            EglNative.EGL_DEPTH_SIZE, 24, EglNative.EGL_STENCIL_SIZE, 8, EglNative.EGL_NONE,
        };
        nint config;
        int count;
        Check(EglNative.eglChooseConfig(_display, attributes, &config, 1, &count) != 0 && count > 0, "eglChooseConfig");

        // No attributes: that is the compatibility profile, which MuJoCo's fixed-function renderer needs.
        _context = EglNative.eglCreateContext(_display, config, 0, null);
        Check(_context != 0, "eglCreateContext");
        Check(EglNative.eglMakeCurrent(_display, 0, 0, _context) != 0, "eglMakeCurrent");
        var getString = (delegate* unmanaged<uint, nint>)EglNative.eglGetProcAddress("glGetString");
        var vendor = Marshal.PtrToStringUTF8(EglNative.eglQueryString(_display, EglNative.EGL_VENDOR));
        Description =
            $"EGL {major}.{minor} {vendor}, {Marshal.PtrToStringUTF8(getString(EglNative.GL_RENDERER))}, OpenGL {Marshal.PtrToStringUTF8(getString(EglNative.GL_VERSION))}";
    }

    /// <inheritdoc/>
    internal override string Description { get; }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_context == 0)
            return;
        EglNative.eglMakeCurrent(_display, 0, 0, 0);
        EglNative.eglDestroyContext(_display, _context);

        // The display stays initialised: EGL hands the same display to every caller of the process, so terminating it here
        // would pull it from under another context.
        _context = 0;
    }

    private static void Check(bool succeeded, string call)
    {
        if (!succeeded)
            throw new SimulatorException($"{call} failed with EGL error 0x{EglNative.eglGetError():x}");
    }
}
