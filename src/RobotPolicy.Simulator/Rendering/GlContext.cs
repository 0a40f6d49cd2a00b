namespace RobotPolicy.Simulator.Rendering;

/// <summary>
/// An OpenGL context without a window, current on the thread that created it. Create, use and dispose it on one thread.
/// It must exist before MuJoCo's renderer is made: MuJoCo looks for OpenGL among the libraries that are loaded by then.
/// </summary>
internal abstract class GlContext : IDisposable
{
    /// <summary>Driver and version, for the log.</summary>
    internal abstract string Description { get; }

    /// <summary>Makes a context with EGL, or with OSMesa on a machine that has no EGL.</summary>
    /// <exception cref="SimulatorException">Neither works; the message says what to install.</exception>
    internal static GlContext Create()
    {
        try
        {
            return new EglContext();
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return CreateOsMesa();
        }
        catch (SimulatorException failed)
        {
            // No way on from here: MuJoCo would use the EGL library that is loaded now, whatever context is current.
            throw new SimulatorException($"EGL cannot draw without a display: {failed.Message}. On Debian: apt-get install libgl1-mesa-dri", failed);
        }
    }

    /// <summary>Makes a context with OSMesa. The process must not have loaded EGL.</summary>
    /// <exception cref="SimulatorException">OSMesa is missing too.</exception>
    internal static GlContext CreateOsMesa()
    {
        try
        {
            return new OsMesaContext();
        }
        catch (DllNotFoundException missing)
        {
            throw new SimulatorException("There is no OpenGL without a display. On Debian: apt-get install libegl1 libgl1-mesa-dri", missing);
        }
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}
