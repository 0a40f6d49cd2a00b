using System.Runtime.InteropServices;

namespace RobotPolicy.Simulator.Rendering.Interop;

/// <summary>OSMesa: the same software renderer as EGL's, drawing into memory, with no display libraries at all.</summary>
internal static unsafe partial class OsMesaNative
{
    internal const string Library = "libOSMesa.so.8";

    internal const uint OSMESA_RGBA = 0x1908;
    internal const uint GL_UNSIGNED_BYTE = 0x1401;

    [LibraryImport(Library)]
    internal static partial nint OSMesaCreateContextExt(uint format, int depthBits, int stencilBits, int accumBits, nint share);

    [LibraryImport(Library)]
    internal static partial byte OSMesaMakeCurrent(nint context, void* buffer, uint type, int width, int height);

    [LibraryImport(Library)]
    internal static partial void OSMesaDestroyContext(nint context);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint OSMesaGetProcAddress(string name);
}
