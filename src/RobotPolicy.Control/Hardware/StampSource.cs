namespace RobotPolicy.Control.Hardware;

/// <summary>Which time a message is dated by.</summary>
public enum StampSource
{
    /// <summary>The header's stamp: the right choice where the robot's clock and ours agree (NTP, PTP, one machine).</summary>
    Header = 0,

    /// <summary>The time of reception: for robots whose clock is not set. Delays of the wire then go unseen.</summary>
    Reception,
}
