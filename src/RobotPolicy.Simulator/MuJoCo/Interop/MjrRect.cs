using System.Runtime.InteropServices;

namespace RobotPolicy.Simulator.MuJoCo.Interop;

/// <summary>MuJoCo's <c>mjrRect</c>: a viewport in pixels, origin at the bottom left. Passed by value.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MjrRect
{
    public int left;
    public int bottom;
    public int width;
    public int height;
}
