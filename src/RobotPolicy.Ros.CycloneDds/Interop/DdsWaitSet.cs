namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>Owner of one native wait set and of the guard condition that wakes it.</summary>
internal sealed unsafe class DdsWaitSet
{
    /// <summary>Reported by <see cref="Wait"/> when <see cref="Wake"/> was called.</summary>
    internal const nint WakeCookie = 0;

    private readonly int _handle;
    private readonly int _guard;

    internal DdsWaitSet(int participant)
    {
        _handle = DdsReturnCode.Check(Ddsc.dds_create_waitset(participant), "dds_create_waitset");
        _guard = DdsReturnCode.Check(Ddsc.dds_create_guardcondition(participant), "dds_create_guardcondition");
        _ = DdsReturnCode.Check(Ddsc.dds_waitset_attach(_handle, _guard, WakeCookie), "dds_waitset_attach");
    }

    /// <summary>Attaches a condition, also while another thread waits.</summary>
    /// <param name="condition">Read condition.</param>
    /// <param name="cookie">Reported by <see cref="Wait"/>; not <see cref="WakeCookie"/>.</param>
    internal void Attach(int condition, nint cookie) =>
        DdsReturnCode.Check(Ddsc.dds_waitset_attach(_handle, condition, cookie), "dds_waitset_attach");

    /// <summary>Waits without a limit.</summary>
    /// <param name="cookies">Filled from the start with what is triggered.</param>
    /// <returns>Number of triggered conditions, which may exceed the span, or a negative return code.</returns>
    internal int Wait(Span<nint> cookies)
    {
        fixed (nint* xs = cookies)
            return Ddsc.dds_waitset_wait(_handle, xs, (nuint)cookies.Length, Ddsc.DDS_INFINITY);
    }

    /// <summary>Ends the current and every later wait at once.</summary>
    internal void Wake() => _ = Ddsc.dds_set_guardcondition(_guard, triggered: true);
}
