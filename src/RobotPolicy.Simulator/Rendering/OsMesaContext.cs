using System.Runtime.InteropServices;
using RobotPolicy.Simulator.Rendering.Interop;

namespace RobotPolicy.Simulator.Rendering;

/// <summary>OpenGL through OSMesa. MuJoCo draws into its own framebuffer, so the context's buffer is a placeholder.</summary>
internal sealed unsafe class OsMesaContext : GlContext
{
    private const int PlaceholderSize = 16;

    private nint _context;
    private void* _buffer;

    /// <summary>Creates the context and makes it current on this thread.</summary>
    internal OsMesaContext()
    {
        _context = OsMesaNative.OSMesaCreateContextExt(OsMesaNative.OSMESA_RGBA, 24, 8, 0, 0);
        if (_context == 0)
            throw new SimulatorException("OSMesaCreateContextExt failed");
        _buffer = NativeMemory.Alloc(PlaceholderSize * PlaceholderSize * 4);
        if (OsMesaNative.OSMesaMakeCurrent(_context, _buffer, OsMesaNative.GL_UNSIGNED_BYTE, PlaceholderSize, PlaceholderSize) == 0)
        {
            Dispose();
            throw new SimulatorException("OSMesaMakeCurrent failed");
        }

        var getString = (delegate* unmanaged<uint, nint>)OsMesaNative.OSMesaGetProcAddress("glGetString");
        Description =
            $"OSMesa, {Marshal.PtrToStringUTF8(getString(EglNative.GL_RENDERER))}, OpenGL {Marshal.PtrToStringUTF8(getString(EglNative.GL_VERSION))}";
    }

    /// <inheritdoc/>
    internal override string Description { get; } = "OSMesa";

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_context == 0)
            return;
        OsMesaNative.OSMesaDestroyContext(_context);
        NativeMemory.Free(_buffer);
        _context = 0;
        _buffer = null;
    }
}
