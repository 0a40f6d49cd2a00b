namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>What the library knows about the peers of one endpoint; all zero for one that is gone.</summary>
/// <param name="Matched">Peers matched now.</param>
/// <param name="MatchedTotal">Matches so far: tells that a peer came and went between two looks.</param>
/// <param name="IncompatibleQosTotal">Peers refused so far.</param>
/// <param name="LastPolicyId">Policy that refused the last one, 0 for none.</param>
internal readonly record struct DdsEndpointState(int Matched, uint MatchedTotal, uint IncompatibleQosTotal, uint LastPolicyId)
{
    internal static DdsEndpointState Create(dds_matched_status_t matched, dds_incompatible_qos_status_t incompatible) =>
        new((int)matched.current_count, matched.total_count, incompatible.total_count, incompatible.last_policy_id);
}
