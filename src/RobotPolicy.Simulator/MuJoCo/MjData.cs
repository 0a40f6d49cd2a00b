using RobotPolicy.Simulator.MuJoCo.Interop;
using Offsets = RobotPolicy.Simulator.MuJoCo.Interop.MjOffsets.Data;

namespace RobotPolicy.Simulator.MuJoCo;

/// <summary>
/// The state of one simulation (<c>mjData</c>). Not thread-safe. Spans point into native memory and are valid until disposal.
/// </summary>
internal sealed unsafe class MjData : IDisposable
{
    private nint _handle;

    /// <summary>Creates a state at the model's initial positions and checks the struct layout with one step.</summary>
    internal MjData(MjModel model)
    {
        Model = model;
        _handle = MjNative.mj_makeData(model.Handle);
        if (_handle == 0)
            throw new SimulatorException("MuJoCo could not allocate a simulation state.");
        Reset();
        var startsRight = TimeSeconds == 0 && Positions.SequenceEqual(model.InitialPositions);
        MjNative.mj_step(model.Handle, Handle);
        var advances = Math.Abs(TimeSeconds - model.TimestepSeconds) < 1e-12;
        Reset();
        if (startsRight && advances)
            return;
        Dispose();
        throw new SimulatorException("MuJoCo's mjData has another layout than this program was built for.");
    }

    /// <summary>The model that this state belongs to.</summary>
    internal MjModel Model { get; }

    /// <summary>Address of the <c>mjData</c>.</summary>
    /// <exception cref="ObjectDisposedException">The state is disposed; MuJoCo would crash.</exception>
    internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(MjData));

    /// <summary>Simulated time since the last reset, in seconds.</summary>
    internal double TimeSeconds => *(double*)(Handle + Offsets.time);

    /// <summary>Number of contacts found by the last step.</summary>
    internal int ContactCount => *(int*)(Handle + Offsets.ncon);

    /// <summary>Generalised positions (rad, m; free joints hold x y z qw qx qy qz).</summary>
    internal Span<double> Positions => new(Pointer(Offsets.qpos), Model.PositionCount);

    /// <summary>Generalised velocities (rad/s, m/s).</summary>
    internal Span<double> Velocities => new(Pointer(Offsets.qvel), Model.VelocityCount);

    /// <summary>Actuator commands.</summary>
    internal Span<double> Controls => new(Pointer(Offsets.ctrl), Model.ActuatorCount);

    /// <summary>Gravity, Coriolis and centrifugal forces.</summary>
    internal Span<double> BiasForces => new(Pointer(Offsets.qfrc_bias), Model.VelocityCount);

    /// <summary>Forces applied by the caller.</summary>
    internal Span<double> AppliedForces => new(Pointer(Offsets.qfrc_applied), Model.VelocityCount);

    /// <summary>Forces of the actuators on the degrees of freedom (N·m, N).</summary>
    internal Span<double> ActuatorForces => new(Pointer(Offsets.qfrc_actuator), Model.VelocityCount);

    /// <summary>World position of a site, 3 metres.</summary>
    internal ReadOnlySpan<double> SitePosition(int site) => new(Pointer(Offsets.site_xpos) + (3 * site), 3);

    /// <summary>World rotation of a site, row-major 3×3.</summary>
    internal ReadOnlySpan<double> SiteRotation(int site) => new(Pointer(Offsets.site_xmat) + (9 * site), 9);

    /// <summary>World position of a camera, 3 metres.</summary>
    internal ReadOnlySpan<double> CameraPosition(int camera) => new(Pointer(Offsets.cam_xpos) + (3 * camera), 3);

    /// <summary>World rotation of a camera, row-major 3×3: it looks along its -z, its y points up.</summary>
    internal ReadOnlySpan<double> CameraRotation(int camera) => new(Pointer(Offsets.cam_xmat) + (9 * camera), 9);

    /// <summary>World position of a body's frame, 3 metres.</summary>
    internal ReadOnlySpan<double> BodyPosition(int body) => new(Pointer(Offsets.xpos) + (3 * body), 3);

    /// <summary>World rotation of a body, row-major 3×3.</summary>
    internal ReadOnlySpan<double> BodyRotation(int body) => new(Pointer(Offsets.xmat) + (9 * body), 9);

    /// <summary>World orientation of a body as a quaternion w x y z.</summary>
    internal ReadOnlySpan<double> BodyQuaternion(int body) => new(Pointer(Offsets.xquat) + (4 * body), 4);

    /// <summary>Restores the model's initial state completely, time included.</summary>
    internal void Reset() => MjNative.mj_resetData(Model.Handle, Handle);

    /// <summary>Computes everything that follows from positions, velocities and commands, without advancing time.</summary>
    internal void Forward() => MjNative.mj_forward(Model.Handle, Handle);

    /// <summary>First half of a step: everything that depends on positions and velocities.</summary>
    internal void Step1() => MjNative.mj_step1(Model.Handle, Handle);

    /// <summary>Second half of a step: forces, and the integration.</summary>
    internal void Step2() => MjNative.mj_step2(Model.Handle, Handle);

    /// <summary>Computes the poses of all bodies, cameras and lights from the positions: what a picture needs, and no more.</summary>
    internal void UpdatePoses()
    {
        MjNative.mj_kinematics(Model.Handle, Handle);
        MjNative.mj_comPos(Model.Handle, Handle);
        MjNative.mj_camlight(Model.Handle, Handle);
    }

    /// <summary>Jacobian of a site; each array holds 3 × <see cref="MjModel.VelocityCount"/> values, row-major.</summary>
    internal void SiteJacobian(int site, Span<double> translation, Span<double> rotation)
    {
        var length = 3 * Model.VelocityCount;
        ArgumentOutOfRangeException.ThrowIfNotEqual(translation.Length, length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rotation.Length, length);
        fixed (double* p = translation, r = rotation)
            MjNative.mj_jacSite(Model.Handle, Handle, p, r, site);
    }

    /// <summary>Whether two geoms touched in the last step.</summary>
    internal bool Touching(int geomA, int geomB)
    {
        var contact = *(byte**)(Handle + Offsets.contact);
        for (var i = ContactCount; i > 0; i--, contact += MjOffsets.SizeOf_mjContact)
        {
            var first = *(int*)(contact + MjOffsets.Contact.geom1);
            var second = *(int*)(contact + MjOffsets.Contact.geom2);
            if ((first == geomA && second == geomB) || (first == geomB && second == geomA))
                return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_handle == 0)
            return;
        MjNative.mj_deleteData(_handle);
        _handle = 0;
    }

    private double* Pointer(int offset) => *(double**)(Handle + offset);
}
