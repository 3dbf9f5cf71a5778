/**
 * The ids that the public schemas of the layers have, for all that the data centre sends or reads and that is not the same in each
 * layer it serves: the first layer and the id from there on. The schemas are those in the histories of TDLib, Telethon and gotd.
 */
export const layerIds: Record<string, [layer: number, id: number][]> = {
  channel: [
    [181, 0x0aadfc8f],
    [186, 0xfe4478bd],
    [196, 0xe00998b7],
    [200, 0x7482147e],
    [204, 0xfe685355],
    [217, 0x1c32b11c],
    [228, 0xd49f34c6],
  ],
  channelFull: [
    [181, 0xbbab348d],
    [196, 0x9ff3b858],
    [198, 0x52d6806b],
    [205, 0xe07429de],
    [214, 0xe4e0b29d],
    [227, 0xa04e8d3a],
  ],
  channelParticipant: [
    [181, 0xc00c07c0],
    [186, 0xcb397619],
    [223, 0x1bd54456],
  ],
  channelParticipantBanned: [
    [181, 0x6df8014e],
    [223, 0xd5f0ad91],
  ],
  channelParticipantSelf: [
    [181, 0x35a8bfa7],
    [186, 0x4f607bef],
    [223, 0xa9478a1a],
  ],
  'channels.editAdmin': [
    [181, 0xd33c8902],
    [223, 0x9a98ad68],
  ],
  'channels.joinChannel': [
    [181, 0x24b524c5],
    [227, 0x7f6a1e22],
  ],
  chatInvite: [
    [181, 0xcde0ec40],
    [186, 0xfe65389d],
    [196, 0x5c9d3702],
  ],
  chatInviteExported: [
    [181, 0x0ab4a819],
    [186, 0xa22cbd96],
  ],
  chatParticipant: [
    [181, 0xc02d4007],
    [223, 0x38e79fde],
  ],
  chatParticipantAdmin: [
    [181, 0xa0933f5b],
    [223, 0x0360d5d2],
  ],
  chatParticipantCreator: [
    [181, 0xe46bcee4],
    [223, 0xe1f867b8],
  ],
  'contacts.resolveUsername': [
    [181, 0xf93ccba3],
    [195, 0x725afbbc],
  ],
  'contacts.search': [
    [181, 0x11f812d8],
    [227, 0x05f58d0f],
  ],
  dialog: [
    [181, 0xd58a08c6],
    [224, 0xfc89f7f3],
  ],
  messageService: [
    [181, 0x2b085862],
    [196, 0xd3d28540],
    [205, 0x7a800e0a],
  ],
  'messages.chatInviteJoinResultOk': [[227, 0x445663a7]],
  'messages.exportChatInvite': [
    [181, 0xa02ce5d5],
    [186, 0xa455de90],
  ],
  'messages.importChatInvite': [
    [181, 0x6c50051c],
    [227, 0xde91436e],
  ],
  'messages.sendMessage': [
    [181, 0x983f9745],
    [200, 0xfbf2340a],
    [206, 0xfe05dc9a],
    [217, 0x545cd15a],
    [227, 0xfef48f62],
  ],
  peerSettings: [
    [181, 0xacd66c5e],
    [200, 0xf47741f7],
  ],
  starsSubscriptionPricing: [[186, 0x05416d58]],
  user: [
    [181, 0x215c4438],
    [185, 0x83314fca],
    [196, 0x4b46c37e],
    [200, 0x020b1422],
    [217, 0x31774388],
    [228, 0xb1b8cc83],
  ],
  userFull: [
    [181, 0xcc997720],
    [189, 0x1f58e369],
    [195, 0x979d2376],
    [196, 0x4d975bbc],
    [200, 0xd2234ea0],
    [201, 0x99e78045],
    [211, 0x7e63ce1f],
    [214, 0xc577b5ad],
    [216, 0xa02bc13e],
    [224, 0x06cbe645],
  ],
};
