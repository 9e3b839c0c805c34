/** Plain words, one slice a line. A legal term is followed by what it means, once. */
export default {
  shell: {
    name: '板凳', skip: '跳到正文', reading: '阅读', large: '大字', usual: '标准字', other_language: 'English', hotline: '公共法律服务热线', call: '打电话问：{name}', offline: '现在没有网络。您填的内容都还在，连上网后可以接着做。', lost: '现在连不上网络。您填的内容都还在，请再试一次。', missing: '没有这个页面', home: '回到首页', again: '再试一次', wait: '请稍等…', back: '上一步', next: '下一步', yes: '是', no: '不是', close: '关闭',
  },
  door: {
    welcome: '有纠纷，坐下来谈', what: '请人说和（人民调解）不收钱，自愿参加，谈的内容保密。', follow: '查看我的事项', open: '查看我的事项', slip: '请拿出办事员给您的凭条，照着填。', code: '事项编号', secret: '密码', secret_hint: '凭条上的 10 位字母和数字，不分大小写。', go: '打开', no_slip: '没有凭条、丢了或者别人看到过？打下面的电话，可以再出一张，旧的作废。', link: '打开收到的链接', link_once: '为了安全，这个链接只能打开一次。请在自己的手机上打开，不要转给别人。', link_lost: '链接不完整。请回到短信里再点一次，或者用凭条上的密码。', with_slip: '用凭条上的密码打开', mine: '我的事项', you_are: '您是', leave: '用完了，关闭',
  },
  help: {
    title: '叫人帮忙', emergency: '情况紧急，请先打这三个电话。', police: '报警', fire: '火警', ambulance: '急救', press: '叫人帮忙', press_hint: '按一下，负责您这一片的网格员马上接到呼叫。一分钟内可以撤回。', no_link: '要能一键叫人，请先在网格员那里登记，再用他给您的二维码打开这一页。', waited: '已经 {time}', cancel: '按错了，撤回', again: '再叫一次', ask: '帮上忙了吗？', helped_yes: '帮上了', helped_partly: '帮上一些', helped_no: '没帮上', thanks: '谢谢您告诉我们。',
    state_ringing: '正在呼叫，请不要走开。', state_taken: '{name}正在赶来。', state_arrived: '{name}已经到了。', state_finished: '这次求助已经办完。', state_cancelled: '已经撤回。', state_false_call: '来的人记为误报。仍然需要帮忙，请再叫一次。',
    of: '{name}', supervision: '监督电话', enrol: '申请一键求助', enrol_do: '申请', asked: '已经收到。网格员会给您回电话核实，然后把二维码送给您。', name: '姓名', phone: '电话', place: '住在哪里（几组几号、怎么走）', note: '来的人要知道什么（可以不写）', agreed: '我看明白了，同意登记',
  },
}
