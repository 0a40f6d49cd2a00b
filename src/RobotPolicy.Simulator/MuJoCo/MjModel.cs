using System.Runtime.InteropServices;
using RobotPolicy.Simulator.MuJoCo.Interop;
using Offsets = RobotPolicy.Simulator.MuJoCo.Interop.MjOffsets.Model;

namespace RobotPolicy.Simulator.MuJoCo;

/// <summary>
/// A compiled MuJoCo model (<c>mjModel</c>). Constant while it is stepped, so several <see cref="MjData"/> may share it; a
/// renderer changes its quality fields and needs a model of its own. Dispose after everything that was made from it.
/// </summary>
internal sealed unsafe class MjModel : IDisposable
{
    // More objects of one kind than any scene here has: a larger count means that the offsets do not fit the library.
    private const int PlausibleCount = 100_000;

    private nint _handle;

    private MjModel(nint handle) => _handle = handle;

    /// <summary>Address of the <c>mjModel</c>.</summary>
    /// <exception cref="ObjectDisposedException">The model is disposed; MuJoCo would crash.</exception>
    internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(MjModel));

    /// <summary>Number of position coordinates.</summary>
    internal int PositionCount => Int32(Offsets.nq);

    /// <summary>Number of degrees of freedom.</summary>
    internal int VelocityCount => Int32(Offsets.nv);

    /// <summary>Number of actuators.</summary>
    internal int ActuatorCount => Int32(Offsets.nu);

    /// <summary>Number of geoms.</summary>
    internal int GeomCount => Int32(Offsets.ngeom);

    /// <summary>Duration of one physics step, in seconds.</summary>
    internal double TimestepSeconds => *(double*)(Handle + Offsets.opt_timestep);

    /// <summary>Positions after a reset, <see cref="PositionCount"/> values.</summary>
    internal ReadOnlySpan<double> InitialPositions => new(*(double**)(Handle + Offsets.qpos0), PositionCount);

    /// <summary>Loads and compiles an MJCF file, and checks that the struct offsets fit the loaded library.</summary>
    /// <exception cref="SimulatorException">The file cannot be read or compiled; the message is MuJoCo's.</exception>
    internal static MjModel Load(string path)
    {
        MjLibrary.Initialize();
        if (!File.Exists(path))
            throw new SimulatorException($"Scene file '{path}' does not exist.");
        var error = stackalloc byte[MjNative.ErrorLength];
        error[0] = 0;
        var handle = MjNative.mj_loadXML(path, 0, error, MjNative.ErrorLength);
        if (handle == 0)
            throw new SimulatorException($"Scene file '{path}' cannot be loaded: {Marshal.PtrToStringUTF8((nint)error)}");
        var model = new MjModel(handle);
        try
        {
            model.CheckLayout();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Number of sites.</summary>
    internal int SiteCount => Int32(Offsets.nsite);

    /// <summary>Name of an object, or <see langword="null"/> if it has none.</summary>
    internal string? NameOf(MjObjectKind kind, int index) =>
        Marshal.PtrToStringUTF8(MjNative.mj_id2name(Handle, (int)kind, index));

    /// <summary>Index of a named object, or -1.</summary>
    internal int Find(MjObjectKind kind, string name) => MjNative.mj_name2id(Handle, (int)kind, name);

    /// <summary>Index of a joint's first value in the positions.</summary>
    internal int PositionAddress(int joint) => (*(int**)(Handle + Offsets.jnt_qposadr))[joint];

    /// <summary>Index of a joint's first value in the velocities.</summary>
    internal int VelocityAddress(int joint) => (*(int**)(Handle + Offsets.jnt_dofadr))[joint];

    /// <summary>A joint's range, in radians or metres.</summary>
    internal (double Low, double High) JointRange(int joint)
    {
        var range = *(double**)(Handle + Offsets.jnt_range) + (2 * joint);
        return (range[0], range[1]);
    }

    /// <summary>An actuator's accepted command range, in radians or metres.</summary>
    internal (double Low, double High) CommandRange(int actuator)
    {
        var range = *(double**)(Handle + Offsets.actuator_ctrlrange) + (2 * actuator);
        return (range[0], range[1]);
    }

    /// <summary>A camera's vertical field of view, in degrees.</summary>
    internal double CameraFovyDegrees(int camera) => (*(double**)(Handle + Offsets.cam_fovy))[camera];

    /// <summary>Sets what a rendering context made from this model will use.</summary>
    /// <param name="width">Largest image width in pixels.</param>
    /// <param name="height">Largest image height in pixels.</param>
    /// <param name="samples">Multisampling, 0 for none.</param>
    /// <param name="shadowSize">Edge of the shadow map in pixels.</param>
    internal void SetRenderQuality(int width, int height, int samples, int shadowSize)
    {
        *(int*)(Handle + Offsets.vis_global_offwidth) = width;
        *(int*)(Handle + Offsets.vis_global_offheight) = height;
        *(int*)(Handle + Offsets.vis_quality_offsamples) = samples;
        *(int*)(Handle + Offsets.vis_quality_shadowsize) = shadowSize;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_handle == 0)
            return;
        MjNative.mj_deleteModel(_handle);
        _handle = 0;
    }

    private int Int32(int offset) => *(int*)(Handle + offset);

    // Counts read through the offsets must agree with what the library's own look-up says. An unnamed object looks like a
    // missing one, hence the rule that the last object of each kind has a name.
    private void CheckLayout()
    {
        CheckCount(MjObjectKind.Body, Int32(Offsets.nbody));
        CheckCount(MjObjectKind.Joint, Int32(Offsets.njnt));
        CheckCount(MjObjectKind.Geom, Int32(Offsets.ngeom));
        CheckCount(MjObjectKind.Site, Int32(Offsets.nsite));
        CheckCount(MjObjectKind.Camera, Int32(Offsets.ncam));
        CheckCount(MjObjectKind.Actuator, Int32(Offsets.nu));
        if (TimestepSeconds is not (> 1e-6 and < 1))
            throw new SimulatorException($"The scene's time step reads as {TimestepSeconds} s; expected between 1e-6 and 1 s.");
    }

    private void CheckCount(MjObjectKind kind, int count)
    {
        var plausible = count is >= 0 and < PlausibleCount
            && (count == 0 || MjNative.mj_id2name(Handle, (int)kind, count - 1) != 0)
            && MjNative.mj_id2name(Handle, (int)kind, count) == 0;
        if (!plausible)
            throw new SimulatorException(
                $"The scene's last {kind} (of {count}) has no name, or MuJoCo's struct layout is another one than this program was built for. Name the last object of each kind.");
    }
}
